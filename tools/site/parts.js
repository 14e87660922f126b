// In place of what the splitter writes for a part that cannot be had: it would stop the program, and with it the page. The
// server has other parts after an update; it is asked for the wanted page itself then, as by a link without script.

let isLeft = false;
/** The page stays as the server drew it, and its links lead to the server. */
let isPlain = false;
/** The address that was asked for last on this page. */
let asked;

addEventListener("pagehide", () => (isLeft = true));
addEventListener("pageshow", () => (isLeft = false));
addEventListener("popstate", () => (asked = location.href), true);
addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link) return;
  asked = link.href;
  if (isPlain) event.stopImmediatePropagation();
}, true);

function askServer() {
  if (isLeft) return;
  // What the server has just drawn is not asked for again: that could go on for ever.
  isPlain = asked === undefined;
  if (!isPlain) location.assign(asked);
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

