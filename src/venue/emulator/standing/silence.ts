import type { EventEmitter } from 'node:events';

/**
 * Watches a connection for silence: a message, a ping or a pong of the client counts, whatever is sent to it does not. In wall
 * time, as clients count it, whatever the pace of the exchange.
 *
 * @param fell Called once when nothing has come for so long.
 */
export function watchSilence(client: EventEmitter, afterMs: number, fell: () => void): void {
  const timer = setTimeout(fell, afterMs);
  timer.unref();
  const heard = (): void => void timer.refresh();
  for (const sign of ['message', 'ping', 'pong']) client.on(sign, heard);
  client.on('close', () => clearTimeout(timer));
}
