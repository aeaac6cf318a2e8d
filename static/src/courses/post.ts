// Sends JSON with the page's token. `keepalive` lets it arrive although the page is being left.

export async function post(url: string, body: unknown): Promise<Response | null> {
  const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? ''
  try {
    return await fetch(url, {
      method: 'POST',
      keepalive: true,
      credentials: 'same-origin',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': token },
      body: JSON.stringify(body),
    })
  } catch {
    return null // no network: the next report carries the same
  }
}
