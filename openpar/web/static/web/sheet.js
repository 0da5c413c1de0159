// The score sheet: rows save themselves and nothing that is typed gets lost. Without this file every
// row is a plain form with its own button.

const FIELDS = "input:not([type=hidden]):not([type=file]), select, textarea";
const RETRY = 15_000; // milliseconds between attempts to send what did not arrive
const sent = new WeakMap(); // form -> what its fields held when it was last sent
const pending = new Map(); // row id -> what was typed while the answer was on its way
const { keep, forget, read } = window.openparKept;

function valueOf(field) {
  return field.type === "checkbox" ? String(field.checked) : field.value;
}

function setValue(field, value) {
  if (field.type === "checkbox") field.checked = value === "true";
  else field.value = value;
}

function fieldsOf(form) {
  return [...form.querySelectorAll(FIELDS)].filter((field) => field.name);
}

function keptName(form) {
  return form.closest(".item").dataset.keptAs;
}

// How a row stands: typing, saving, offline, signed-out, restored; saved or refused come with the row.
const words = document.querySelector("[data-row-words]").content;
function say(form, state) {
  const told = form.querySelector("[data-row-state]");
  if (!told || told.dataset.rowState === state) return;
  told.dataset.rowState = state;
  told.replaceChildren(words.querySelector(`[data-when="${state}"]`).cloneNode(true));
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-row]");
  if (!form?.elements.was || event.target.type === "file") return;
  const texts = Object.fromEntries(fieldsOf(form).map((field) => [field.name, valueOf(field)]));
  keep(keptName(form), { texts, was: form.elements.was.value, version: form.elements.version.value });
  say(form, "typing");
});

document.addEventListener("htmx:configRequest", (event) => {
  const form = event.target.closest("form[data-row]");
  if (!form) return;
  sent.set(form, new Map(fieldsOf(form).map((field) => [field.name, valueOf(field)])));
  say(form, "saving");
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const row = event.detail.target;
  if (!row?.matches?.(".item")) return;
  const form = row.querySelector("form[data-row]");
  const { status } = event.detail.xhr;
  if (!event.detail.serverResponse.includes("data-row")) {
    // Not a row: the page to sign in, or a refusal of a page that has grown old.
    event.detail.shouldSwap = false;
    if (status < 500) say(form, "signed-out");
    return;
  }
  if (status === 200) forget(keptName(form));
  // A refused row carries its sentences and must be shown like a stored one.
  if ([403, 409, 422].includes(status)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
  const before = sent.get(form);
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
      setValue(field, value);
      if (at !== null && field === document.activeElement) field.setSelectionRange(at, at);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
});

// A request that never arrived, or a server that fails: what was typed stays here and goes again.
function notSent(event) {
  const form = event.target.closest("form[data-row]");
  if (form) say(form, "offline");
}
document.addEventListener("htmx:sendError", notSent);
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status >= 500) notSent(event);
});
function sendAgain() {
  for (const told of document.querySelectorAll('[data-row-state="offline"]')) {
    htmx.trigger(told.closest("form"), "submit");
  }
}
window.addEventListener("online", sendAgain);
setInterval(sendAgain, RETRY);

// What an earlier page could not save comes back, and is saved with what it began from, so that
// somebody else's change meanwhile is seen.
function restore(row) {
  const kept = read(row.dataset.keptAs);
  if (!kept) return;
  const form = row.querySelector("form[data-row]");
  const fields = fieldsOf(form);
  const changed = Object.entries(kept.texts).filter(([name, text]) => {
    const field = fields.find((each) => each.name === name);
    return field ? valueOf(field) !== text : text !== "" && text !== "false";
  });
  if (!changed.length) forget(row.dataset.keptAs);
  else if (form.elements.was) fill(form, kept);
  else showKept(row, changed);
}

function fill(form, kept) {
  form.elements.was.value = kept.was;
  form.elements.version.value = kept.version;
  for (const field of fieldsOf(form)) {
    if (field.name in kept.texts) setValue(field, kept.texts[field.name]);
  }
  say(form, "restored");
  htmx.trigger(form, "submit");
}

// A row that can no longer be changed: what was typed is shown, to be copied or let go.
function showKept(row, changed) {
  const note = document.querySelector("[data-kept-note]").content.cloneNode(true);
  const list = note.querySelector("ul");
  for (const [, text] of changed) {
    list.append(Object.assign(document.createElement("li"), { textContent: text }));
  }
  const box = note.firstElementChild;
  note.querySelector("button").addEventListener("click", () => {
    forget(row.dataset.keptAs);
    box.remove();
  });
  row.append(note);
}
window.addEventListener("load", () => document.querySelectorAll(".item[data-kept-as]").forEach(restore));

// Files drop anywhere on a row, into the first place that is still empty.
function placeFor(row) {
  return row?.querySelector("input[type=file][data-first]") ?? row?.querySelector("input[type=file]");
}
document.addEventListener("dragover", (event) => {
  const row = event.target.closest?.(".item");
  if (!placeFor(row) || !event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  row.classList.add("item-over");
});
document.addEventListener("dragleave", (event) => {
  event.target.closest?.(".item")?.classList.remove("item-over");
});
document.addEventListener("drop", (event) => {
  const row = event.target.closest?.(".item");
  const input = event.target.closest?.(".slot")?.querySelector("input[type=file]") ?? placeFor(row);
  if (!input || !event.dataTransfer.files.length) return;
  event.preventDefault();
  row.classList.remove("item-over");
  input.files = event.dataTransfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
});

// Leaving with something typed and not yet sent asks first; signing in again loses nothing.
let signsIn = false;
document.addEventListener("click", (event) => {
  signsIn ||= Boolean(event.target.closest("[data-sign-in]"));
});
window.addEventListener("beforeunload", (event) => {
  const unsaved = [...document.querySelectorAll("form[data-row]")].some((form) =>
    fieldsOf(form).some((field) =>
      field.tagName !== "SELECT" && field.type !== "checkbox" && field.value !== field.defaultValue));
  if (unsaved && !signsIn) event.preventDefault();
});
