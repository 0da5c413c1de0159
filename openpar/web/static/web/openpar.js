// Small conveniences; every page works without them.

// Colours and text size change at once, without leaving the page; the server remembers them.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  if (!form.matches(".preferences") || !button || button.name === "language") return;
  event.preventDefault();
  const attribute = button.name === "theme" ? "data-bs-theme" : "data-text";
  document.documentElement.setAttribute(attribute, button.value);
  if (button.name === "theme") {
    const scheme = button.value === "auto" ? "light dark" : button.value;
    document.querySelector('meta[name="color-scheme"]').content = scheme;
  }
  for (const other of button.parentElement.querySelectorAll("button")) {
    other.setAttribute("aria-pressed", String(other === button));
  }
  const body = new URLSearchParams([[button.name, button.value]]);
  const headers = { "X-Requested-With": "fetch" };
  fetch(form.action, { method: "POST", body, headers, keepalive: true });
});

// The account menu closes when one clicks elsewhere or presses Escape.
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.account[open]")) {
    if (menu !== except) menu.open = false;
  }
}
document.addEventListener("click", (event) => closeMenus(event.target.closest("details.account")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.account[open]");
  if (!menu) return;
  closeMenus();
  menu.querySelector("summary").focus();
});

// The page's print button.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// The current page stays in sight in a navigation that is wider than the telephone.
document.querySelector(".main-navigation [aria-current]")?.scrollIntoView({
  block: "nearest",
  inline: "center",
});

// What feedback says beside the words: the page's title and how wide the browser is.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-feedback]")) return;
  form.elements["feedback-page_title"].value = document.title.slice(0, 300);
  form.elements["feedback-width"].value = String(window.innerWidth);
});

// Signing out leaves nothing of what was typed on this machine.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-sign-out]")) return;
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith("openpar-kept:")) localStorage.removeItem(name);
  }
});
