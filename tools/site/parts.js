// In place of what the splitter writes for a part that cannot be had: it would stop the program, and with it the page. The
// server has other parts after an update; it is asked for the page itself then, as by a link without script.

/** For how many milliseconds that is not done again: servers of two versions may answer in turn. */
const ONCE_IN = 10_000;
const NOTE = "bouclier-parts";
let isLeft = false;
/** The page stays as the server drew it, and its links lead to the server. */
let isPlain = false;
/** The address of the link that was followed last. */
let asked;

addEventListener("pagehide", () => (isLeft = true));
addEventListener("pageshow", () => (isLeft = false));
addEventListener("popstate", () => (asked = undefined), true);
addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  asked = link?.href ?? asked;
  if (link && isPlain) event.stopImmediatePropagation();
}, true);

function askServer() {
  if (isLeft) return;
  isPlain = Date.now() - Number(sessionStorage.getItem(NOTE)) < ONCE_IN;
  if (isPlain) return;
  sessionStorage.setItem(NOTE, String(Date.now()));
  location.assign(asked ?? location.href);
}

function wrapAsyncCb(load) {
  return async (callback, data) => {
    try {
      await load();
    } catch (error) {
      console.error(error);
      askServer();
      return;
    }
    getSharedImports().__wasm_split.__indirect_function_table.get(callback)(data, true);
  };
}

