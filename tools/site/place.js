// Keeps the reader's place, as pages from the server would: another page takes the focus to its heading, a page that is shown again by Back
// is scrolled and focused as it was left, and what takes long says so. Appended to the script that loads the parts.

/** After this time, in milliseconds, a page says that something is on its way. */
const PATIENCE = 150;
/** Address → how the page was left. */
const places = new Map();
/** The address of the page that is shown. */
let shown = location.href;
let isAgain = false;
let isFirst = true;
let reads = 0;
let timer;

const keep = (id) => places.set(shown, { top: scrollY, id });

addEventListener("click", ({ target }) => {
  isAgain = false;
  keep(target.closest?.("[id]")?.id);
}, true);
addEventListener("popstate", () => {
  keep(document.activeElement?.id);
  isAgain = true;
}, true);

addEventListener("bouclier:heading", () => whenShown(arrive));

/** A heading may be made before it is in the document: a page that waits for what it shows is put together first. */
function whenShown(act, frames = 60) {
  requestAnimationFrame(() => {
    if (frames === 0 || document.querySelector("h1")) act();
    else whenShown(act, frames - 1);
  });
}

function arrive() {
  const isElsewhere = new URL(shown).pathname !== location.pathname;
  const place = isAgain ? places.get(location.href) : undefined;
  shown = location.href;
  isAgain = false;
  // The server has shown the first page.
  if (isFirst) return void (isFirst = false);
  if (place) {
    scrollTo({ top: place.top, behavior: "instant" });
    document.getElementById(place.id ?? "")?.focus({ preventScroll: true });
  }
  const isLost = document.activeElement === document.body;
  if (isLost || (isElsewhere && !place)) focusHeading();
}

function focusHeading() {
  const heading = document.querySelector("h1");
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

/** One more or one less of what the page waits for. */
function wait(change) {
  reads += change;
  if (reads > 0) return void (timer ??= setTimeout(() => say(true), PATIENCE));
  clearTimeout(timer);
  timer = undefined;
  say(false);
}

function say(isBusy) {
  document.documentElement.toggleAttribute("data-busy", isBusy);
  document.querySelector("main")?.setAttribute("aria-busy", isBusy);
}

addEventListener("bouclier:reading", () => wait(1));
addEventListener("bouclier:read", () => wait(-1));
