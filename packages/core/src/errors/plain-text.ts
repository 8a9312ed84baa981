/** Exists only for the compiler: tells texts that may hold patient data from those that do not. */
declare const OF_PATIENT: unique symbol;
declare const LOGGABLE: unique symbol;

/**
 * Text of a patient's record or of a request. It is a string like any other, but the compiler refuses it where
 * `PlainText` is asked for.
 */
export type PatientText = string & { readonly [OF_PATIENT]?: true };

/** Text without patient data: what log fields, metrics, findings and the details of errors take. */
export type PlainText = string & { readonly [OF_PATIENT]?: never };

/** A text that is made of fixed sentences and `PlainText` alone, such as the message of a ChairsideError. */
export type LoggableText = string & { readonly [LOGGABLE]: true };

/**
 * The type of a sentence that is written out where it is used (or is a `LoggableText`); `never` for one that was put
 * together, which could hold anything.
 */
export type Sentence<Text extends string> = Text extends LoggableText
  ? Text
  : Partial<Record<Text, unknown>> extends Record<Text, unknown>
    ? never
    : Text;
