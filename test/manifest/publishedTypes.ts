/** The published types and the code's own are the same: checked by the compiler, in both directions. */
import type * as published from '../../media/api-in-one.d.ts';
import type { ApiInOne } from '../../src/host/extensionApi.ts';
import type { GenerateRequest, TaskSnapshot } from '../../src/shared/views.ts';

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

export const areSame: [
  Same<ApiInOne, published.ApiInOne>,
  Same<TaskSnapshot, published.TaskSnapshot>,
  Same<GenerateRequest, published.GenerateRequest>,
] = [true, true, true];
