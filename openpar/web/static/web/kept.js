// What was typed and is not saved yet is kept in this browser: by person and criterion, until the
// server has acknowledged it or the person signs out. A crash, a lost connection or the end of a
// session loses nothing.

const PREFIX = "openpar-kept:";
const LONGEST = 14 * 24 * 3600 * 1000; // milliseconds: what nobody came back for is let go

window.openparKept = {
  keep(name, typed) {
    try {
      localStorage.setItem(PREFIX + name, JSON.stringify({ ...typed, at: Date.now() }));
    } catch {
      // A browser that stores nothing still has the field itself and the question on leaving.
    }
  },
  forget(name) {
    localStorage.removeItem(PREFIX + name);
  },
  read(name) {
    const text = localStorage.getItem(PREFIX + name);
    if (!text) return null;
    const kept = JSON.parse(text);
    if (Date.now() - kept.at < LONGEST) return kept;
    localStorage.removeItem(PREFIX + name);
    return null;
  },
};
