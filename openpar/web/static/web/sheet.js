// The score sheet: rows save themselves and nothing that is typed gets lost. Without this file every
// row is a plain form with its own button.

const FIELDS = "input:not([type=hidden]):not([type=file]), select, textarea";
const sent = new WeakMap(); // form -> what its fields held when it was last sent
const pending = new Map(); // row id -> what was typed while the answer was on its way

function valueOf(field) {
  return field.type === "checkbox" ? String(field.checked) : field.value;
}

function fieldsOf(form) {
  return [...form.querySelectorAll(FIELDS)].filter((field) => field.name);
}

document.addEventListener("htmx:configRequest", (event) => {
  const form = event.target.closest("form[data-row]");
  if (!form) return;
  sent.set(form, new Map(fieldsOf(form).map((field) => [field.name, valueOf(field)])));
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const row = event.detail.target;
  if (!row?.matches?.(".item")) return;
  // A refused row carries its sentences and must be shown like a stored one.
  if ([403, 409, 422].includes(event.detail.xhr.status) && event.detail.serverResponse.includes("data-row")) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
  const form = row.querySelector("form[data-row]");
  const before = form && sent.get(form);
  if (!before) return;
  const typed = fieldsOf(form).filter((field) => before.get(field.name) !== valueOf(field));
  if (typed.length) {
    pending.set(row.id, typed.map((field) => ({
      name: field.name,
      value: valueOf(field),
      at: field === document.activeElement && "selectionStart" in field ? field.selectionStart : null,
    })));
  }
});

document.addEventListener("htmx:afterSettle", () => {
  for (const [id, typed] of pending) {
    pending.delete(id);
    const form = document.querySelector(`#${id} form[data-row]`);
    if (!form) continue;
    for (const { name, value, at } of typed) {
      const field = fieldsOf(form).find((each) => each.name === name);
      if (!field) continue;
      if (field.type === "checkbox") field.checked = value === "true";
      else field.value = value;
      if (at !== null && field === document.activeElement) field.setSelectionRange(at, at);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
});

// A request that never arrived: say so, keep everything, and let the button send again.
function notSent(event) {
  const sentence = event.target.closest("form[data-row]")?.querySelector("[data-not-sent]");
  if (sentence) sentence.hidden = false;
}
document.addEventListener("htmx:sendError", notSent);
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status >= 500) notSent(event);
});

// Files drop anywhere on a row.
document.addEventListener("dragover", (event) => {
  const row = event.target.closest?.(".item");
  if (!row?.querySelector("input[type=file]") || !event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  row.classList.add("item-over");
});
document.addEventListener("dragleave", (event) => {
  event.target.closest?.(".item")?.classList.remove("item-over");
});
document.addEventListener("drop", (event) => {
  const row = event.target.closest?.(".item");
  const input = row?.querySelector("input[type=file]");
  if (!input || !event.dataTransfer.files.length) return;
  event.preventDefault();
  row.classList.remove("item-over");
  input.files = event.dataTransfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
});

// Leaving with something typed and not yet sent asks first.
window.addEventListener("beforeunload", (event) => {
  const unsaved = [...document.querySelectorAll("form[data-row]")].some((form) =>
    fieldsOf(form).some((field) =>
      field.tagName !== "SELECT" && field.type !== "checkbox" && field.value !== field.defaultValue));
  if (unsaved) event.preventDefault();
});
