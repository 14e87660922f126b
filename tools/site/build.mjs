// Builds the browser's files: the program in its parts, the style sheet, scripts, icon and texts, under names with a hash of
// their content, each also as Brotli and gzip; and `site.json`, which tells the server their paths.
//
// Usage: node tools/site/build.mjs --program FILE.wasm --split PROGRAM --out FOLDER [--quick] [--reload]
//   --program  the compiled `frontend`; without it pages stay as the server renders them
//   --split    the program of tools/split
//   --quick    for trying it: the program is neither optimised nor compressed at length
//   --reload   for development: pages reload themselves once a server has other files
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { transform } from "esbuild";
import { bundleAsync } from "lightningcss";
import { parse } from "yaml";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../..");
const run = promisify(execFile);
const PACKAGES = "pkg";
/** The main part of the program, with the pages where admins land: their texts come first, the others with their pages. */
const MAIN_PART = "bouclier_bg.wasm";
/** The end of a key that names the form of a text for a number. */
const PLURAL_FORM = /\.(zero|one|two|few|many|other)$/;

/** The oldest browsers that the style sheet supports, in the version format of Lightning CSS. */
const BROWSERS = { chrome: 111 << 16, edge: 111 << 16, firefox: 115 << 16, safari: (16 << 16) | (4 << 8) };
/** WebAssembly features that every browser that runs the program supports. */
const WASM_FEATURES = ["--enable-bulk-memory", "--enable-nontrapping-float-to-int"];

/**
 * The maximum size of functions that wasm-opt inlines: into every caller, and into a single caller. A browser compiles each
 * function at its first call, half of them to hydrate a page, so fewer functions are faster; and each limit is about the
 * greatest with which the Brotli output gets smaller, too.
 */
const INLINING = ["--always-inline-max-function-size", "6", "--flexible-inline-max-function-size", "2", "--one-caller-inline-max-function-size", "60"];

const { values: options } = parseArgs({
  options: {
    program: { type: "string" },
    split: { type: "string" },
    out: { type: "string" },
    quick: { type: "boolean", default: false },
    reload: { type: "boolean", default: false },
  },
});
for (const name of ["out", ...(options.program ? ["split"] : [])]) {
  if (!options[name]) throw new Error(`--${name} is missing`);
}

const hash = (...contents) => contents.reduce((sum, content) => sum.update(content), createHash("sha256")).digest("hex").slice(0, 16);

async function minified(source) {
  if (options.quick) return source;
  const { code } = await transform(source, { loader: "js", format: "esm", minify: true, legalComments: "none" });
  return code;
}

/** The program: all of its files in one folder, with their hash in its name, since they refer to each other. */
async function program() {
  const folder = await mkdtemp(join(tmpdir(), "bouclier-site-"));
  try {
    await run(options.split, [options.program, folder], { maxBuffer: 1 << 26 });
    const names = (await readdir(folder)).sort();
    const parts = JSON.parse(await readFile(join(folder, "parts.json"), "utf8"));
    const kept = names.filter((name) => /\.(js|wasm)$/.test(name));
    const files = await inTurn(kept, async (name) => [name, await finished(join(folder, name))]);
    const place = hash(...files.flat());
    return { files: files.map(([name, content]) => [`${place}/${name}`, content]), folder: `/${PACKAGES}/${place}`, parts };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function finished(file) {
  if (basename(file) === "parts.js") return minified(await withOwnFailure(await readFile(file, "utf8")));
  if (extname(file) === ".js") return minified(await readFile(file, "utf8"));
  if (!options.quick) {
    const wasmOpt = createRequire(import.meta.url).resolve("binaryen/bin/wasm-opt");
    await run(process.execPath, [wasmOpt, "-O2", ...INLINING, "--strip-debug", "--strip-producers", ...WASM_FEATURES, file, "-o", file], { maxBuffer: 1 << 26 });
  }
  return readFile(file);
}

/** The script that loads the parts, with our own fallback where one cannot be loaded, and what keeps the reader's place. */
async function withOwnFailure(script) {
  const pieces = script.split(/^function wrapAsyncCb\(.*?^}\n/ms);
  if (pieces.length !== 2) throw new Error("parts.js of the splitter is not as tools/site/parts.js knows it");
  const own = await Promise.all(["parts.js", "place.js"].map((name) => readFile(join(here, name), "utf8")));
  return pieces.join(own.join("\n"));
}

/** Runs two at a time. */
async function inTurn(items, work) {
  const done = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      done[index] = await work(items[index]);
    }
  };
  await Promise.all([worker(), worker()]);
  return done;
}

async function style() {
  const { code } = await bundleAsync({ filename: join(root, "style/main.css"), minify: true, targets: BROWSERS });
  return code;
}

/** `{ a: { b: "text" } }` → `{ "a.b": "text" }`: the keys as the components name them. */
function flat(texts, prefix = "") {
  return Object.entries(texts).flatMap(([key, value]) => {
    const name = prefix + key;
    return typeof value === "object" ? flat(value, `${name}.`) : [[name, String(value)]];
  });
}

/** For each language the file with the texts of the first pages, and the file with all others that the browser needs. */
async function texts(isFirst, isNeeded) {
  const folder = join(root, "app/locales");
  const files = (await readdir(folder)).filter((file) => file.endsWith(".yml")).sort();
  return inTurn(files, async (file) => {
    const { _version, ...tree } = parse(await readFile(join(folder, file), "utf8"));
    const sorted = flat(tree).sort(([a], [b]) => (a < b ? -1 : 1));
    const language = basename(file, ".yml");
    const of = (kept) => JSON.stringify(Object.fromEntries(sorted.filter(([key]) => kept(key))));
    const first = named(`${language}.json`, of(isFirst));
    const rest = named(`${language}-rest.json`, of((key) => !isFirst(key) && isNeeded(key)));
    return [language, { first, rest }];
  });
}

/** Which texts these files of the program need: those whose keys are in their code. What the server alone writes is in none. */
function textsIn(files) {
  const code = Buffer.concat(files.map(([, content]) => Buffer.from(content)));
  return (key) => code.includes(key.replace(PLURAL_FORM, ""));
}

/** `live.js` → `live.<hash>.js`. */
function named(name, content) {
  const extension = extname(name);
  return [`${basename(name, extension)}.${hash(content)}${extension}`, content];
}

async function compressed(content) {
  const bytes = Buffer.from(content);
  const quality = options.quick ? 4 : 11;
  const params = { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return [
    ["", bytes],
    [".br", await promisify(brotliCompress)(bytes, { params })],
    [".gz", await promisify(gzip)(bytes, { level: options.quick ? 4 : 9 })],
  ];
}

async function write(folder, [name, content]) {
  const file = join(folder, PACKAGES, name);
  await mkdir(dirname(file), { recursive: true });
  for (const [extension, bytes] of await compressed(content)) await writeFile(file + extension, bytes);
}

const read = (name) => readFile(join(root, "public", name), "utf8");
const main = options.program ? await program() : { files: [], folder: "", parts: {} };
const styleSheet = named("style.css", await style());
const icon = named("favicon.svg", await read("favicon.svg"));
const keys = named("keys.js", await minified(await read("keys.js")));
const live = named("live.js", (await minified(await read("live.js"))).replace("./keys.js", `./${keys[0]}`));
// A unique name: another server may have the same files.
const reload = options.reload ? [`reload.${Date.now()}.js`, await readFile(join(here, "reload.js"), "utf8")] : undefined;
const languages = await texts(textsIn(main.files.filter(([name]) => basename(name) === MAIN_PART)), textsIn(main.files));

const address = ([name]) => `/${PACKAGES}/${name}`;
const site = {
  style: address(styleSheet),
  icon: address(icon),
  live: address(live),
  program: main.folder,
  parts: main.parts,
  texts: Object.fromEntries(languages.map(([language, { first, rest }]) => [language, { first: address(first), rest: address(rest) }])),
  reload: reload && address(reload),
};

// Beside the folder that is being replaced, so that no server reads a partial copy.
const fresh = `${options.out}.new`;
await rm(fresh, { recursive: true, force: true });
const files = [styleSheet, icon, live, keys, ...languages.flatMap(([, { first, rest }]) => [first, rest]), ...(reload ? [reload] : []), ...main.files];
await inTurn(files, (file) => write(fresh, file));
await writeFile(join(fresh, "site.json"), `${JSON.stringify(site, null, 2)}\n`);
await rm(options.out, { recursive: true, force: true });
await rename(fresh, options.out);
