/**
 * The two wire formats.
 *
 * <p>What outlives the cluster, the ledger's events and snapshots, is Protobuf ({@code ledger.proto}, additive): see
 * {@link dev.agon.protocol.wire.LedgerSerializer}. What dies with the cluster, the actors' messages, is Kryo under
 * fixed numbers with nothing else admitted: see {@link dev.agon.protocol.wire.KryoSerializer}.
 */
@NullMarked
package dev.agon.protocol.wire;

import org.jspecify.annotations.NullMarked;
