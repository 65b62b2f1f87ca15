/** A task's state and results, worked out from its ticket and the clock alone. */
import { sandboxOrigin } from './address.ts';
import { createSeeded, hashText } from './seeded.ts';
import type { EndpointName, Ticket } from './ticket.ts';

/** Seconds from the POST to the result, shortest and longest. */
const waits: Readonly<Record<EndpointName, readonly [number, number]>> = {
  images: [4, 8],
  videos: [15, 25],
  music: [11, 13],
  speech: [2.5, 3.5],
  removeBackground: [2.5, 3.5],
  swapFace: [2.5, 3.5],
  upscaleImage: [2.5, 3.5],
  removeVideoBackground: [2.5, 3.5],
};
const slowSeconds = 120;

/** ms from the POST until the task is done. */
export function waitOf(ticket: Ticket): number {
  const [shortest, longest] = waits[ticket.endpoint];
  const seconds = createSeeded(ticket.seed ^ ticket.nonce).between(shortest, longest);
  return Math.round((seconds + (ticket.fate === 'slow' ? slowSeconds : 0)) * 1000);
}

/** Whether the task is done at `now`. A clock set back by more than a minute cannot keep it from being so. */
export function isDone(ticket: Ticket, now: number, speed: number): boolean {
  const elapsed = now - ticket.createdAt;
  return elapsed >= waitOf(ticket) / speed || elapsed < -60_000;
}

function extensionOf(ticket: Ticket): string {
  if (ticket.product === 'video') return 'mp4';
  if (ticket.product === 'music' || ticket.product === 'speech') return 'wav';
  return ticket.format === 'jpeg' && ticket.product !== 'cutout' ? 'jpg' : 'png';
}

/** The results' addresses; `link` tells the ones of different reads apart. */
function urlsOf(id: string, ticket: Ticket, link: number): string[] {
  const query = ticket.fate === 'gone' ? `?link=${link}` : '';
  return Array.from(
    { length: ticket.count },
    (_, i) => `${sandboxOrigin}/results/${id}/${i + 1}.${extensionOf(ticket)}${query}`,
  );
}

/** `response` in the several shapes that models are known to use. */
function responseOf(id: string, ticket: Ticket, link: number): unknown {
  const urls = urlsOf(id, ticket, link);
  if (ticket.endpoint === 'upscaleImage') return urls[0];
  if (ticket.endpoint === 'speech') return { audio_url: urls[0] };
  if (ticket.endpoint === 'music' && urls.length > 1)
    return urls.map((url, i) => ({
      id: `${hashText(url).toString(16)}`,
      title: `Track ${i + 1}`,
      audio_url: url,
    }));
  return urls;
}

const reason = 'The sandbox failed on purpose, because the prompt says “fail”.';

/** The body of `GET /tasks/{id}`. */
export function describeTask(
  id: string,
  ticket: Ticket,
  at: { now: number; speed: number; link: number },
): unknown {
  const done = isDone(ticket, at.now, at.speed);
  const failed = done && ticket.fate === 'fail';
  const status = failed ? 'FAILED' : 'SUCCESS';
  return {
    code: 200,
    message: 'success',
    data: {
      task_id: id,
      status: done ? status : 'IN_PROGRESS',
      consumed_credits: done ? creditsOf(ticket) : null,
      error_message: failed ? reason : null,
      created_at: new Date(ticket.createdAt).toISOString(),
      request: { ...(ticket.model === '' ? {} : { model: ticket.model }), prompt: ticket.words },
      response: done && !failed ? responseOf(id, ticket, at.link) : null,
    },
  };
}

/** Failed tasks cost nothing. */
const creditsOf = (ticket: Ticket): number => (ticket.fate === 'fail' ? 0 : ticket.credits);

/** The body of a create reply, as the pages show it for each endpoint. */
export function describeCreated(id: string, ticket: Ticket): unknown {
  if (ticket.endpoint === 'removeBackground') return { code: 200, message: 'success', data: { task_id: id } };
  if (ticket.endpoint === 'speech')
    return {
      id,
      status: 'pending',
      model: ticket.model,
      created_at: new Date(ticket.createdAt).toISOString(),
    };
  return { code: 200, message: 'success', data: { task_id: id, status: 'IN_PROGRESS' } };
}
