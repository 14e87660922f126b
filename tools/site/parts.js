// In place of what the splitter writes for a part that cannot be had: it would stop the program, and with it the page. The
// server has other parts after an update; it is asked for the wanted page itself then, as by a link without script.

let isLeft = false;
/** The page stays as the server drew it, and its links lead to the server. */
let isPlain = false;
/** Tells the address that was asked for last on this page, if any. */
let asked = () => undefined;

// Firefox breaks off what a page still loads before it hides the page.
addEventListener("beforeunload", () => (isLeft = true));
addEventListener("pagehide", () => (isLeft = true));
addEventListener("pageshow", () => (isLeft = false));
addEventListener("popstate", () => ask(() => location.href), true);
addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link) return;
  if (isPlain) event.stopImmediatePropagation();
  const { href } = link;
  // What the router leaves to the browser leads out of the program, or into another tab.
  ask(() => (event.defaultPrevented ? href : undefined));
}, true);

function ask(address) {
  isLeft = false;
  asked = address;
}

function askServer() {
  if (isLeft) return;
  const address = asked();
  // What the server has just drawn is not asked for again: that could go on for ever.
  isPlain = address === undefined;
  if (isPlain) return;
  // An address that names a place in the page would only lead there.
  if (address === location.href) location.reload();
  else location.assign(address);
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

