/** What SQLite keeps beside a database: endings of its file's name. */
export const sideFiles = ['-wal', '-shm', '-journal'] as const
