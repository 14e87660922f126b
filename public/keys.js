// The keys of the table of users and of the page of one. `live.js` loads this file with the first of them, so that pages begin without
// it. They can be switched off in the list of keys (WCAG 2.2, 2.1.4).

const SWITCH = "bouclier-keys";
const names = () => [...document.querySelectorAll(".table--users .person__name")];

/** Moves the focus to another name, or opens the user before or after this one. */
function step(change) {
  const all = names();
  if (all.length === 0) {
    document.querySelector(change > 0 ? "a[rel=next]" : "a[rel=prev]")?.click();
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

// The users who are chosen, by number: a row that is rendered anew is not ticked any more by itself.
const chosen = new Set();
let form;
let before;
const boxes = () => [...document.querySelectorAll("input[form=bulk]")];

/** Another table begins with nobody. */
function begin() {
  const shown = document.getElementById("bulk");
  if (shown === form) return;
  chosen.clear();
  before = undefined;
  form = shown;
}

/** Ticks the boxes of rows that were rendered anew, and shows how many are ticked. */
function keep() {
  begin();
  const all = boxes();
  for (const box of all) if (chosen.has(box.value)) box.checked = true;
  for (const id of chosen) if (!all.some((box) => box.value === id)) chosen.delete(id);
  const count = form?.querySelector("output");
  if (count && count.textContent !== `${chosen.size}`) count.textContent = chosen.size;
}

/** A box was clicked: with Shift, all from the last one to it become as it is; that of the page is for all. */
export function choose(box, range) {
  begin();
  const all = boxes();
  const [last, here] = [all.indexOf(before), all.indexOf(box)];
  let same = [];
  if (here < 0) same = all;
  else if (range && last >= 0) same = all.slice(Math.min(last, here), Math.max(last, here) + 1);
  for (const one of same) one.checked = box.checked;
  before = box;
  for (const one of all) chosen[one.checked ? "add" : "delete"](one.value);
  keep();
}
new MutationObserver(keep).observe(document.body, { childList: true, subtree: true });

const ACTIONS = {
  x: () => document.activeElement?.closest(".table--users tr")?.querySelector("input[form=bulk]")?.click(),
  "/": search,
  j: () => step(1),
  k: () => step(-1),
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  "?": list,
};

/** Does what a key is for. */
export function press(key) {
  ACTIONS[key]?.();
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
