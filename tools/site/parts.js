// In place of what the splitter writes for a part that cannot be had: it would stop the program, and with it the page. The
// server has other parts after an update; it is asked for the wanted page itself then, as by a link without script.

let isLeft = false;
/** A part is missing: links and Back lead to the server from now on. */
let isPlain = false;
/** Tells the address that was asked for last on this page, if any. */
let asked = () => undefined;

// Firefox breaks off what a page still loads before it hides the page.
addEventListener("beforeunload", () => (isLeft = true));
addEventListener("pagehide", () => (isLeft = true));
addEventListener("pageshow", ({ persisted }) => {
  isLeft = false;
  if (persisted && isPlain) location.reload();
});
addEventListener("popstate", () => {
  if (isPlain) location.reload();
  ask(() => location.href);
}, true);
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
  isPlain = true;
  const address = asked();
  // What the server has just drawn is not asked for again: that could go on for ever.
  if (address === undefined) return;
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

