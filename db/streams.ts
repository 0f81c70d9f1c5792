/** The streams of an account: their state, and what their sweeps remove. */
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
