/**
 * What has happened in a run, as facts that are stored before anybody acts on them.
 *
 * <p>The events of a run, in order, are its ledger: replaying them rebuilds the coordinator's state, and reading them
 * answers for any sample which policy version wrote it, how it was judged and in which update it was learned from. They
 * are stored in Protobuf ({@code ledger.proto}) and therefore only ever gain fields.
 */
@NullMarked
package dev.agon.protocol.event;

import org.jspecify.annotations.NullMarked;
