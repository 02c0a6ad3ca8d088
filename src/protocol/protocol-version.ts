/** Grows when a peer that only knows the former version would misread a frame. */
export const PROTOCOL_VERSION = 1;
