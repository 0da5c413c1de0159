// The viewer by keyboard: a link that names its key (aria-keyshortcuts) is followed by it, and
// Shift with the arrows goes to the file before or after. All of them are links without this.

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.target.closest?.("input, textarea, select, pre")) return;
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const files = [...document.querySelectorAll(".viewer-files a")];
  const here = files.findIndex((link) => link.hasAttribute("aria-current"));
  const link = event.shiftKey
    ? files[here + step]
    : document.querySelector(`.viewer [aria-keyshortcuts="${event.key}"]`);
  if (!link) return;
  event.preventDefault();
  link.click();
});
