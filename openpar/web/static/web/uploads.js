// Files that are dropped or chosen, sent one by one with their progress. What is not sent yet is kept
// in this browser, so that a reload or a broken connection loses nothing. Without this file the field
// is a plain one that sends with its form.

const AT_ONCE = 2;
const LONGEST_KEPT = 7 * 24 * 3600 * 1000; // milliseconds
const waiting = []; // entries whose turn has not come
let running = 0;

// --- what is kept in the browser -------------------------------------------------------------------

const store = new Promise((resolve) => {
  const asked = indexedDB.open("openpar-uploads", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("files", { keyPath: "id", autoIncrement: true });
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => resolve(null); // a private window: files are sent all the same
});

async function kept(act, mode = "readwrite") {
  const database = await store;
  if (!database) return undefined;
  return new Promise((resolve) => {
    const asked = act(database.transaction("files", mode).objectStore("files"));
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => resolve(undefined);
  });
}

// --- one file in the list --------------------------------------------------------------------------

function line(place, entry) {
  const item = document.createElement("li");
  item.className = "upload";
  const name = document.createElement("span");
  name.className = "upload-name";
  name.textContent = entry.name;
  const bar = document.createElement("progress");
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", entry.name);
  const state = document.createElement("span");
  state.className = "upload-state muted small";
  state.textContent = place.dataset.waiting;
  item.append(name, bar, state);
  place.querySelector(".upload-list").append(item);
  return item;
}

function say(entry, outcome, sentence, address) {
  const { item } = entry;
  item.dataset.outcome = outcome;
  item.querySelector("progress")?.remove();
  item.querySelectorAll("button").forEach((button) => button.remove());
  const state = item.querySelector(".upload-state");
  state.classList.remove("muted");
  state.textContent = sentence;
  if (address) {
    const link = document.createElement("a");
    link.href = address;
    link.textContent = item.querySelector(".upload-name").textContent;
    item.querySelector(".upload-name").replaceChildren(link);
  }
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-link btn-sm";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

function offerRetry(entry, sentence) {
  const { place, item } = entry;
  say(entry, "lost", sentence);
  item.append(
    button(place.dataset.retry, () => {
      const bar = document.createElement("progress");
      bar.max = 100;
      bar.value = 0;
      bar.setAttribute("aria-label", entry.name);
      item.querySelectorAll("button").forEach((each) => each.remove());
      item.querySelector(".upload-state").before(bar);
      enqueue(entry);
    }),
    button(place.dataset.drop, () => forget(entry).then(() => item.remove())),
  );
}

function forget(entry) {
  return entry.id === undefined ? Promise.resolve() : kept((files) => files.delete(entry.id));
}

// --- sending ---------------------------------------------------------------------------------------

function enqueue(entry) {
  waiting.push(entry);
  while (running < AT_ONCE && waiting.length) send(waiting.shift());
}

function send(entry) {
  const { place, item } = entry;
  running += 1;
  const body = new FormData();
  for (const [name, value] of Object.entries(entry.fields)) body.append(name, value);
  body.append("files", entry.file, entry.name);
  const request = new XMLHttpRequest();
  request.open("POST", entry.url);
  request.setRequestHeader("Accept", "application/json");
  request.setRequestHeader("X-CSRFToken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  request.upload.addEventListener("progress", (event) => {
    const bar = item.querySelector("progress");
    if (bar && event.lengthComputable) bar.value = Math.round((100 * event.loaded) / event.total);
  });
  item.querySelector(".upload-state").textContent = place.dataset.sending;
  request.addEventListener("loadend", () => {
    running -= 1;
    answered(entry, request);
    if (waiting.length) enqueue(waiting.shift());
    else if (!running) place.dispatchEvent(new CustomEvent("uploads:done", { bubbles: true }));
  });
  request.send(body);
}

function answered(entry, request) {
  let said;
  try {
    [said] = JSON.parse(request.responseText).files;
  } catch {
    offerRetry(entry, entry.place.dataset.lost);
    return;
  }
  forget(entry);
  say(entry, said.outcome, said.sentence, said.address);
}

// --- places where files are dropped ----------------------------------------------------------------

function fieldsOf(place) {
  const form = place.closest("form");
  const fields = { ...(place.dataset.kind ? { kind: place.dataset.kind } : {}) };
  const unit = form?.querySelector("[name=unit]");
  if (unit) fields.unit = unit.value;
  return fields;
}

async function add(place, files) {
  for (const file of files) {
    const entry = {
      url: place.dataset.uploads, owner: place.dataset.owner, fields: fieldsOf(place),
      name: file.name, file, at: Date.now(),
    };
    entry.id = await kept((all) => all.add(entry));
    Object.assign(entry, { place });
    entry.item = line(place, entry);
    enqueue(entry);
  }
}

async function resume(place) {
  const entries = (await kept((files) => files.getAll(), "readonly")) ?? [];
  for (const entry of entries) {
    const here = entry.url === place.dataset.uploads && (entry.fields.kind ?? "") === (place.dataset.kind ?? "");
    if (Date.now() - entry.at > LONGEST_KEPT) forget(entry);
    else if (here && entry.owner === place.dataset.owner) {
      Object.assign(entry, { place });
      entry.item = line(place, entry);
      enqueue(entry);
    }
  }
}

function begin(place) {
  if (place.dataset.begun) return;
  place.dataset.begun = "yes";
  place.classList.add("uploads-live");
  place.querySelector("input[type=file]").addEventListener("change", (event) => {
    event.stopPropagation(); // the form around it need not send what is sent here
    const files = [...event.target.files];
    event.target.value = "";
    add(place, files);
  });
  resume(place);
}

function beginAll() {
  document.querySelectorAll("[data-uploads]").forEach(begin);
}
beginAll();
document.addEventListener("htmx:afterSettle", beginAll);

// A panel with one place takes files wherever they are dropped on it.
document.addEventListener("dragover", (event) => {
  const place = event.target.closest?.(".panel")?.querySelector("[data-uploads]");
  if (place && event.dataTransfer.types.includes("Files")) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  const place = event.target.closest?.(".panel")?.querySelector("[data-uploads]");
  if (!place || event.target.closest(".item") || !event.dataTransfer.files.length) return;
  event.preventDefault();
  add(place, [...event.dataTransfer.files]);
});

// Once all are sent, what shows them is fetched anew: the row of a sheet by saving it, a list by its address.
document.addEventListener("uploads:done", (event) => {
  const row = event.target.closest("form[data-row]");
  if (row) window.htmx.trigger(row, "submit");
  showAnew("register-list");
});

async function showAnew(id) {
  const shown = document.getElementById(id);
  if (!shown) return;
  const answer = await fetch(window.location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return; // what was sent stands in the list of files all the same
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(id);
  if (fresh) shown.replaceWith(fresh);
}
