// The appraisal matrix by keyboard. Every row also saves without this: Enter submits its form.

// Up and down move between the rows, in the same column.
document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const column = event.target.closest?.(".matrix input")?.name;
  if (!step || !column || event.altKey || event.ctrlKey || event.metaKey) return;
  const rows = [...document.querySelectorAll(".matrix tbody tr")];
  let at = rows.indexOf(event.target.closest("tr"));
  let next = null;
  while (!next && rows[(at += step)]) next = rows[at].querySelector(`input[name="${column}"]`);
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.select();
});

// A refused row (422; 409 if somebody else saved first; 403 once the phase has closed) comes back
// with its reason and with what was typed.
document.addEventListener("htmx:beforeSwap", (event) => {
  if ([403, 409, 422].includes(event.detail.xhr.status)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

// After saving by Enter, on to the next row that is still empty; a refused row keeps the cursor.
// Only once settled does the new row carry its own classes.
document.addEventListener("htmx:afterSettle", (event) => {
  const row = document.getElementById(event.detail.target.id);
  if (!row?.matches(".matrix tr")) return;
  if (row.matches(".row-wrong")) {
    row.querySelector("[aria-invalid]")?.focus();
    return;
  }
  let next = row.nextElementSibling;
  while (next && (!next.querySelector(".points-field") || next.querySelector(".points-field").value)) {
    next = next.nextElementSibling;
  }
  (next ?? row).querySelector(".points-field")?.focus();
});
