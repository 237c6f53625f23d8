/// One writer per directory: the lock that a store takes before it looks at anything else.
///
/// The kernel keeps the lock, and one word in the lock file says whose turn it is ([DirectoryLock]); the text in
/// that file only says who that is ([LockFormat], [Holder]). Nothing here knows what else is in the directory.
@NullMarked
package io.varve.lock;

import org.jspecify.annotations.NullMarked;
