// Replaces the splitter's code for a part that cannot be loaded: that would stop the program, and with it the page. After an
// update the server has other parts; the page is then requested from the server, as by a link without JavaScript.

let isLeft = false;
/** A part is missing: links and Back lead to the server from now on. */
let isPlain = false;
/** Returns the URL that was last requested on this page, if any. */
let asked = () => undefined;

// Firefox aborts the pending requests of a page before it hides the page.
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
  // Links that the router leaves to the browser lead out of the program, or into another tab.
  ask(() => (event.defaultPrevented ? href : undefined));
}, true);

// Its code is there, its texts are not (`app/src/host/browser.rs`).
addEventListener("bouclier:part-is-missing", askServer);

function ask(address) {
  isLeft = false;
  asked = address;
}

function askServer() {
  if (isLeft) return;
  isPlain = true;
  const address = asked();
  // A page that the server has just rendered is not requested again: that could go on for ever.
  if (address === undefined) return;
  // A URL with a fragment would only scroll there.
  if (address === location.href) location.reload();
  else location.assign(address);
}

function wrapAsyncCb(load) {
  return async (callback, data) => {
    wait(1);
    try {
      await load();
    } catch (error) {
      console.error(error);
      askServer();
      return;
    } finally {
      wait(-1);
    }
    getSharedImports().__wasm_split.__indirect_function_table.get(callback)(data, true);
  };
}

