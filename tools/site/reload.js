// For development: a page loads itself anew once the server has other files, and this one is gone.
const EVERY = 300;

async function look() {
  // A server that is being started does not answer.
  const answer = await fetch(import.meta.url, { method: "HEAD", cache: "no-store" }).catch(() => undefined);
  if (answer?.status === 404) location.reload();
  else setTimeout(look, EVERY);
}

look();
