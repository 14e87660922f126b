// One connection to /events for all tabs of this browser: HTTP/1.1 allows six in all.
//
// The tab that holds the lock has the connection; the others receive everything over a channel. When
// that tab closes, another one gets the lock and continues after the last event received. The
// application listens to `bouclier-event` and dispatches `bouclier-heard` to get events that it has missed; the style
// sheet uses `data-live` on the document.

const { session, after } = document.querySelector("script[data-session]").dataset;
const name = `bouclier-${session}`;
const tab = crypto.randomUUID();
const channel = new BroadcastChannel(name);
const RELOAD = '{"kind":"reload"}';
// Milliseconds without a sign of life after which the connection counts as lost, even if the browser
// has not noticed. The server sends one every 15 seconds.
const SILENCE = 50_000;
// Milliseconds after which a request counts as unanswered.
const PATIENCE = 10_000;
// The number of events kept for pages that are still loading.
const KEPT = 200;

let last = Number(after);
let state;
let leads = false;
let leaving = false;
const kept = [];
let forgotten = -1;

function keep(data) {
  kept.push({ at: performance.now(), data });
  if (kept.length > KEPT) forgotten = kept.shift().at;
}

// The page was rendered from an older answer, and the application starts later than this script.
addEventListener("bouclier-heard", ({ detail }) => {
  const [since] = detail;
  if (since <= forgotten) detail.push(RELOAD);
  for (const { at, data } of kept) if (at >= since) detail.push(data);
});

function hear({ to, id, data, now }) {
  if (to && to !== tab) return;
  if (now) {
    document.documentElement.dataset.live = now;
  }
  if (id > last) last = id;
  if (data) {
    if (JSON.parse(data).kind === "ended") end();
    else {
      keep(data);
      dispatchEvent(new CustomEvent("bouclier-event", { detail: data }));
    }
  }
}

function tell(message) {
  channel.postMessage(message);
  hear(message);
}

function become(now) {
  state = now;
  tell({ now });
}

// The server redirects a page without a session. A form that signs out is already on its way there.
function end() {
  setTimeout(() => location.reload(), leaving ? 10_000 : 0);
}

function connect() {
  const source = new EventSource(`/events?after=${last}`);
  let silence;
  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(() => {
      source.close();
      become("offline");
      again();
    }, SILENCE);
  };
  heard();
  source.onopen = () => {
    heard();
    become("online");
  };
  source.addEventListener("beat", ({ lastEventId }) => {
    heard();
    tell({ id: Number(lastEventId) });
  });
  source.onmessage = ({ data, lastEventId }) => {
    heard();
    tell({ id: Number(lastEventId), data });
  };
  source.onerror = () => {
    become("offline");
    if (source.readyState !== EventSource.CLOSED) return; // The browser reconnects by itself.
    clearTimeout(silence);
    setTimeout(again, 2000 + 2000 * Math.random());
  };
}

// The stream was refused or not answered: a server function of the application tells which.
async function again() {
  const headers = { accept: "application/json", "x-bouclier-automatic": "1" };
  const signal = AbortSignal.timeout(PATIENCE);
  const answer = await fetch("/api/me", { headers, signal }).catch(() => undefined);
  if (answer?.status === 401 || answer?.status === 403) tell({ data: '{"kind":"ended"}' });
  else connect();
}

function lead() {
  leads = true;
  connect();
  return new Promise(() => {});
}

channel.onmessage = ({ data: message }) => {
  if (!("hello" in message)) hear(message);
  else if (leads) {
    // A page rendered before the last event may be out of date.
    const data = message.hello < last ? RELOAD : undefined;
    channel.postMessage({ to: message.tab, now: state, id: last, data });
  }
};
addEventListener("beforeunload", () => {
  leaving = true;
});
channel.postMessage({ hello: last, tab });

// The keys of the table: their script is loaded with the first of them. The arrows scroll, except among the rows.
const keys = () => import("./keys.js");
const isOff = () => localStorage.getItem("bouclier-keys") === "off";

addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || isOff()) return;
  if (target.closest("input:not([form=bulk]), select, textarea, dialog, [contenteditable]")) return;
  const isArrow = ["ArrowDown", "ArrowUp"].includes(key) && target.closest(".table--users tbody");
  if (!isArrow && !["/", "?", "j", "k", "x"].includes(key)) return;
  if (!/[?&]list=1\b/.test(location.search) && !document.querySelector(".table--users, form[role=search]")) return;
  event.preventDefault();
  keys().then(({ press }) => press(key, event.repeat));
});
// A link to a neighbour of the user before is a step that waits for its page, as a key is.
const follow = (event) => {
  const link = event.target.closest?.(".neighbours a");
  if (!link || location.pathname.endsWith(`/${link.parentNode.dataset.user}`)) return;
  event.preventDefault();
  keys().then(({ press }) => press(link.rel === "next" ? "j" : "k"));
};
addEventListener("click", follow, true);
addEventListener("click", ({ target, shiftKey }) => {
  if (target.closest?.("[data-keys]")) keys().then(({ press }) => press("?"));
  if (target.matches?.("[form=bulk], [data-choose-page], [data-choose-none]")) keys().then(({ choose }) => choose(target, shiftKey));
});
// A file that is dropped anywhere on a page that takes one goes into its field: the browser would leave the page for it.
const field = () => document.querySelector(".drop input[type=file]");
const mark = (over) => field()?.closest(".drop").toggleAttribute("data-over", over);

function drop(event) {
  const [input, data] = [field(), event.dataTransfer];
  if (!input || !data?.types.includes("Files")) return;
  event.preventDefault();
  mark(event.type === "dragover");
  const [file] = data.files;
  if (event.type !== "drop" || !file) return;
  const one = new DataTransfer();
  one.items.add(file);
  input.files = one.files;
  input.form.querySelector("[type=submit]").focus();
}

addEventListener("dragover", drop);
addEventListener("drop", drop);
addEventListener("dragleave", ({ relatedTarget }) => {
  if (!relatedTarget) mark(false);
});
// Users who were chosen on another page of the table.
if (sessionStorage.getItem(`bouclier-chosen-${session}`)) keys();
if (navigator.locks) navigator.locks.request(name, lead);
else lead();
