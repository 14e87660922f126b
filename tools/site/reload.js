// For development: a page reloads itself once the server has been replaced by one with other files.
const EVERY = 300;

async function look() {
  // A server that is starting does not answer.
  const answer = await fetch(import.meta.url, { method: "HEAD", cache: "no-store" }).catch(() => undefined);
  if (answer?.status === 404) location.reload();
  else setTimeout(look, EVERY);
}

look();
