/** A call that the service refused, with its sentence. */
export class Refused extends Error {
  constructor(status, text) {
    super(text);
    this.status = status;
  }
}

let proof = '';

async function call(method, path, { body, background = false } = {}) {
  const headers = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (method !== 'GET') headers['x-chairside-proof'] = proof;
  // Looking again by itself keeps nobody signed in.
  if (background) headers['x-chairside-background'] = '1';
  let answer;
  try {
    answer = await fetch(`/api${path}`, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    });
  } catch {
    throw new Refused(0, 'Chairside does not answer. Is the service running?');
  }
  if (answer.status === 204) return undefined;
  const json = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(answer.status, json.error?.text ?? 'Chairside could not do that.');
  return json;
}

/** A list or one thing, under its noun. */
export async function get(path, noun, options = {}) {
  return (await call('GET', path, options))[noun];
}

export async function post(path, body = {}) {
  return await call('POST', path, { body });
}

function taken({ session }) {
  proof = session.proof;
  return session;
}

/** Who is signed in; undefined where nobody is. */
export async function currentSession() {
  try {
    return taken(await call('GET', '/session', { background: true }));
  } catch (error) {
    if (error.status === 401) return undefined;
    throw error;
  }
}

export async function signIn(name, password) {
  return taken(await call('POST', '/session', { body: { name, password } }));
}

export async function signOut() {
  await call('DELETE', '/session');
  proof = '';
}

/** The address of an item's own calls. */
export function itemPath({ clinic, kind, key }) {
  const folder = { rx: 'rx', scan: 'scans', review: 'review', patient: 'patients' }[kind];
  return `/clinics/${encodeURIComponent(clinic)}/${folder}/${encodeURIComponent(key)}`;
}
