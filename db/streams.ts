/** The streams of an account: their state, and what their sweeps remove. */
export { heldBack, hideHeldBack, keepHeldBack } from './held-back.ts'
export {
  declareStreams,
  emptyStream,
  readStreamState,
  readStreamStates,
  type StreamName,
  type StreamState,
  saveStreamState,
} from './stream-state.ts'
export { finishSweep, forgetSweepMarks, purgeRemoved } from './sweep.ts'
