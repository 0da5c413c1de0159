// Counts deadlines down. The seconds left are measured by the server when it writes the page, so a
// wrong clock of this machine changes nothing. Without this file the page shows them as they stood.

const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
const SAID = [86400, 3600, 600, 60]; // seconds left at which it is said aloud
const firstSeen = new WeakMap();

function inWords(seconds) {
  const language = document.documentElement.lang;
  const first = Math.max(0, UNITS.findIndex(([, length]) => seconds >= length));
  const parts = [];
  let rest = seconds;
  for (const [unit, length] of UNITS.slice(first, first + 2)) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count || !parts.length) {
      const form = { style: "unit", unit, unitDisplay: "long" };
      parts.push(new Intl.NumberFormat(language, form).format(count));
    }
  }
  return parts.join(" ");
}

function tick(element) {
  if (!firstSeen.has(element)) firstSeen.set(element, Date.now());
  const gone = Math.floor((Date.now() - firstSeen.get(element)) / 1000);
  const seconds = Number(element.dataset.countdown) - gone;
  const status = element.querySelector("[data-pattern]");
  const over = seconds <= 0;
  const text = over ? status.dataset.over : status.dataset.pattern.replace("{left}", inWords(seconds));
  const left = element.querySelector("[data-left]");
  if (left.textContent === text) return;
  left.textContent = text;
  element.classList.toggle("countdown-near", seconds < 3 * 86400);
  const before = Number(element.dataset.before ?? Infinity);
  if (before > seconds && (over || SAID.some((mark) => before > mark && seconds <= mark && before !== Infinity))) {
    status.textContent = text;
  }
  element.dataset.before = seconds;
}

function tickAll() {
  for (const element of document.querySelectorAll("[data-countdown]")) tick(element);
}
tickAll();
setInterval(tickAll, 1000);
