/// One writer per directory: the lock that a store takes before it looks at anything else.
///
/// The kernel keeps the lock ([DirectoryLock]); the text in the lock file only says whose it is
/// ([LockFormat], [Holder]). Nothing here knows what else is in the directory.
@NullMarked
package io.varve.lock;

import org.jspecify.annotations.NullMarked;
