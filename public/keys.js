// The keys of the table of users and of the page of one. `live.js` loads this file with the first of them, so that pages begin without
// it. They can be switched off in the list of keys (WCAG 2.2, 2.1.4).

const SWITCH = "bouclier-keys";
const names = () => [...document.querySelectorAll(".table--users .person__name")];

// The steps from user to user that wait for the links of the page they start at, and the user whose links the last one followed.
let steps = [];
let left;

/** Opens the user before or after the one who is shown, as soon as the links are theirs: those of the page before stay until then. */
function walk() {
  const links = document.querySelector(".neighbours");
  const { user } = links?.dataset ?? {};
  if (user !== left) left = undefined;
  else if (left) return;
  if (!user || !location.pathname.endsWith(`/${user}`)) return;
  while (steps.length > 0 && !left) {
    const link = links.querySelector(steps.shift() > 0 ? "a[rel=next]" : "a[rel=prev]");
    if (!link) continue;
    left = user;
    link.click();
  }
}
// Whatever else is done is done on the page that is shown.
const stay = () => {
  steps = [];
  left = undefined;
};
for (const other of ["popstate", "pointerdown"]) addEventListener(other, stay);
addEventListener("keydown", ({ key }) => key === "j" || key === "k" || stay());

/** Moves the focus to another name, or goes to another user; with a key that is held, to one after the other. */
function step(change, isHeld) {
  const all = names();
  if (all.length === 0) {
    if (!/[?&]list=1\b/.test(location.search) || (isHeld && (left || steps.length > 0))) return;
    steps.push(change);
    walk();
    return;
  }
  const row = document.activeElement?.closest("tr");
  const now = all.findIndex((name) => row?.contains(name));
  const next = now < 0 ? 0 : Math.min(Math.max(now + change, 0), all.length - 1);
  all[next].focus();
}

function search() {
  const field = document.querySelector("form[role=search] input[type=search]");
  field?.focus();
  field?.select();
}

// The users who are chosen, by number, on whatever page of the table: a row that is rendered anew is not ticked any more by itself. They
// are kept for this tab, as long as the session lasts.
const KEPT = `bouclier-chosen-${document.querySelector("script[data-session]").dataset.session}`;
const MOST = 1000;
const chosen = new Set(JSON.parse(sessionStorage.getItem(KEPT) ?? "[]"));
let form;
let before;
const boxes = () => [...document.querySelectorAll("input[form=bulk]")];

/** The bar of another page: with its form go the users who are chosen on others. */
function begin() {
  const shown = document.getElementById("bulk");
  if (shown === form) return;
  before = undefined;
  form = shown;
  form?.addEventListener("formdata", ({ formData }) => {
    const here = boxes().map((box) => box.value);
    for (const id of chosen) if (!here.includes(id)) formData.append("user", id);
  });
}

/** Ticks the boxes of rows that were rendered anew, and shows how many are chosen. */
function keep() {
  begin();
  for (const box of boxes()) if (chosen.has(box.value)) box.checked = true;
  const count = form?.querySelector("output");
  if (!count) return;
  const text = `${chosen.size}${chosen.size < MOST ? "" : " (max)"}`;
  if (count.textContent !== text) count.textContent = text;
  form.toggleAttribute("data-chosen", chosen.size > 0);
}

/** A box was clicked: with Shift, all from the last one to it become as it is; that of the page is for all. Or all are to be unticked. */
export function choose(box, range) {
  begin();
  const all = boxes();
  const [last, here] = [all.indexOf(before), all.indexOf(box)];
  let same = [];
  if (here < 0) same = all;
  else if (range && last >= 0) same = all.slice(Math.min(last, here), Math.max(last, here) + 1);
  for (const one of same) one.checked = !!box.checked;
  if (box.type === "button") chosen.clear();
  before = box;
  for (const one of all) {
    one.checked &&= chosen.has(one.value) || chosen.size < MOST;
    chosen[one.checked ? "add" : "delete"](one.value);
  }
  sessionStorage.setItem(KEPT, JSON.stringify([...chosen]));
  keep();
}
// What was chosen has been acted on.
document.addEventListener("submit", ({ target }) => {
  if (target.getAttribute("action") !== "/api/bulk/start") return;
  chosen.clear();
  sessionStorage.removeItem(KEPT);
});
const change = () => {
  keep();
  walk();
};
new MutationObserver(change).observe(document.body, { childList: true, subtree: true, attributeFilter: ["data-user"] });
if (chosen.size > 0) keep();

const ACTIONS = {
  x: () => document.activeElement?.closest(".table--users tr")?.querySelector("input[form=bulk]")?.click(),
  "/": search,
  j: (isHeld) => step(1, isHeld),
  k: (isHeld) => step(-1, isHeld),
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  "?": list,
};

/** Does what a key is for. */
export function press(key, isHeld) {
  ACTIONS[key]?.(isHeld);
}

/** Shows the list of keys, with the switch. */
function list() {
  document.getElementById("keys")?.remove();
  const made = document.getElementById("keys-list").content.cloneNode(true);
  const dialog = made.querySelector("dialog");
  const use = made.querySelector("input");
  use.checked = localStorage.getItem(SWITCH) !== "off";
  use.onchange = () => localStorage.setItem(SWITCH, use.checked ? "on" : "off");
  made.querySelector("button").onclick = () => dialog.close();
  dialog.onclose = () => dialog.remove();
  document.body.append(made);
  dialog.showModal();
}
