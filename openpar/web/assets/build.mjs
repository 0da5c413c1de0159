// Builds openpar/web/static/built/ from packages and our own style: one style sheet, the typeface, one
// sheet of icons. Nothing it writes is committed; two builds give the same bytes.

import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const packages = join(here, "../../../node_modules");
const built = join(here, "../static/built");
const face = join(packages, "@fontsource/be-vietnam-pro");

/** The @font-face rules of one weight, woff2 only, and the files they name. */
function typeface(weight) {
  const files = [];
  const rules = readFileSync(join(face, `${weight}.css`), "utf8")
    .replace(/\/\*.*?\*\//gs, "")
    .replace(/url\(\.\/files\/([\w-]+\.woff2)\) format\('woff2'\)[^;]*/g, (_, file) => {
      files.push(file);
      return `url(fonts/${file}) format("woff2")`;
    });
  return { rules, files };
}

function icons() {
  const names = JSON.parse(readFileSync(join(here, "icons.json"), "utf8"));
  const symbols = Object.entries(names).map(([word, file]) => {
    const svg = readFileSync(join(packages, `bootstrap-icons/icons/${file}.svg`), "utf8");
    const drawing = svg.replace(/<svg[^>]*>|<\/svg>|\n/g, "").trim();
    return `<symbol id="${word}" viewBox="0 0 16 16" fill="currentColor">${drawing}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}

/** Writes a file beside and moves it into place: nobody ever reads half of it. */
function replace(name, text) {
  const whole = join(built, `${name}.${process.pid}`);
  writeFileSync(whole, text);
  renameSync(whole, join(built, name));
}

function style(rules) {
  const quiet = ["import", "global-builtin", "color-functions", "if-function", "mixed-decls"];
  const ours = sass.compile(join(here, "style/openpar.scss"), {
    loadPaths: [packages],
    style: "compressed",
    quietDeps: true,
    silenceDeprecations: quiet,
    logger: sass.Logger.silent,
  });
  const css = `${rules.replace(/\s+/g, " ")}\n${ours.css.replace(/^\uFEFF|@charset[^;]*;/g, "")}\n`;
  return css.replace(/\/\*[#@] sourceMappingURL=.*?\*\//g, "");
}

// Files are replaced one by one, so that a running server never lacks its style sheet.
const weights = [400, 500, 600, 700].map(typeface);
const fonts = weights.flatMap((weight) => weight.files);
mkdirSync(join(built, "fonts"), { recursive: true });
for (const file of fonts) cpSync(join(face, "files", file), join(built, "fonts", file));
cpSync(join(face, "LICENSE"), join(built, "fonts/LICENSE"));
replace("icons.svg", icons());
replace("openpar.css", style(weights.map((weight) => weight.rules).join("\n")));
const wanted = new Set(["fonts", "fonts/LICENSE", "icons.svg", "openpar.css"]);
for (const file of fonts) wanted.add(`fonts/${file}`);
for (const left of readdirSync(built, { recursive: true })) {
  if (!wanted.has(left)) rmSync(join(built, left), { recursive: true, force: true });
}
