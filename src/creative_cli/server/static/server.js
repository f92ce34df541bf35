// Asks the server. An answer that is no success is an error with the sentence of its problem document.
export class Refused extends Error {
  constructor(status, document) {
    super([document.detail, document.hint].filter(Boolean).join(" ") || "The server cannot be reached. Is it still running?");
    this.status = status;
    this.document = document;
  }
}

export async function ask(method, address, { body, headers = {}, signal } = {}) {
  let answer;
  try {
    answer = await fetch(address, { method, body, headers: { Accept: "application/json", ...headers }, signal, credentials: "same-origin" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused(0, {});
  }
  if (!answer.ok) throw new Refused(answer.status, await answer.json().catch(() => ({ detail: `The server answered ${answer.status}.` })));
  return answer;
}

export async function send(method, address, content, options = {}) {
  const answer = await ask(method, address, { ...options, body: JSON.stringify(content), headers: { "Content-Type": "application/json", ...options.headers } });
  return answer.status === 204 ? null : answer.json();
}

export const load = async (address, options) => (await ask("GET", address, options)).json();
