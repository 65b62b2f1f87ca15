/** A request that is never answered, for what happens in the middle of it. */
import { type Answer, json } from './answers.ts';
import { createdReply } from './fakeTasks.ts';
import type { FakeApi } from './startFakeApi.ts';

/** A point of a picture's way: its order, the next look at any task, its download. */
export type Point = 'submit' | 'poll' | 'download';

/** Holds the next request of this kind; resolves when it is there. */
export function holdAt(fake: FakeApi, point: Point): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const held: Answer = { name: 'held', isProcessed: true, send: () => resolve() };
  if (point === 'submit') fake.expectPost('/images/generations', { answer: held });
  if (point === 'poll') fake.expectRead('*', held);
  if (point === 'download') fake.expectMedia('tiny.png', held);
  return promise;
}

/** Holds the answer to the next order, which the service takes; `answer` lets it out. */
export function holdOrder(fake: FakeApi): { readonly arrived: Promise<void>; answer(): void } {
  const [arrived, out] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const held: Answer = {
    name: 'held back',
    isProcessed: true,
    async send(request, response) {
      const task = [...fake.tasks.values()].at(-1);
      arrived.resolve();
      await out.promise;
      if (task !== undefined) await json(createdReply(task, undefined)).send(request, response);
    },
  };
  fake.expectPost('/images/generations', { answer: held });
  return { arrived: arrived.promise, answer: out.resolve };
}
