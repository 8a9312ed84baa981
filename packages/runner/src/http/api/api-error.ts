/** Ends a call of the API with a status and a sentence for the person in front of the screen; never patient data. */
export class ApiError extends Error {
  readonly statusCode: number;

  constructor(statusCode: number, text: string) {
    super(text);
    this.name = 'ApiError';
    this.statusCode = statusCode;
  }
}
