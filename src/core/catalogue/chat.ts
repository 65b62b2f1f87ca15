/** What is known of the chat model. No task model: it answers at once and has its own client. */
export const chatModel = {
  slug: 'gemini',
  label: 'Gemini',
  /** The value of `model`. */
  value: 'gemini',
  /** "128 K context" on the model's page. */
  contextTokens: 128_000,
  /** Sent explicitly, as all documented defaults. */
  defaults: { stream: true, include_thoughts: true, reasoning_effort: 'high' },
  reasoningEfforts: ['low', 'high'],
  /** Credits: about 5 for an answer, then by token. */
  price: { minimum: 5, maximum: undefined, confidence: 'modelPage' },
  /** Pictures, video, audio and PDF are all given as `image_url` parts. */
  media: ['image', 'video', 'audio', 'pdf'],
  /** `response_format` and `tools` are not taken together (sister). */
  excludesToolsWithResponseFormat: true,
} as const;
