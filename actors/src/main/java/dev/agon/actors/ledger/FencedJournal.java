package dev.agon.actors.ledger;

import dev.agon.protocol.wire.LedgerWire;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;
import org.apache.pekko.persistence.jdbc.config.JournalConfig;
import org.apache.pekko.persistence.jdbc.journal.dao.DefaultJournalDao;
import org.apache.pekko.persistence.jdbc.journal.dao.JournalTables.JournalPekkoSerializationRow;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.stream.Materializer;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.collection.immutable.Set;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;
import slick.dbio.DBIOAction;
import slick.dbio.Effect;
import slick.dbio.NoStream;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcProfile;
import slick.jdbc.SimpleJdbcAction;

/** The plugin's journal with every write behind the {@link Fence}, in one transaction with it. */
public final class FencedJournal extends DefaultJournalDao {
    /** Made by the plugin, which passes what it is made of. */
    public FencedJournal(
            JdbcBackend.JdbcDatabaseDef database,
            JdbcProfile profile,
            JournalConfig config,
            Serialization serialization,
            ExecutionContext executor,
            Materializer materializer) {
        super(database, profile, config, serialization, executor, materializer);
    }

    @Override
    public Future<BoxedUnit> writeJournalRows(Seq<Tuple2<JournalPekkoSerializationRow, Set<String>>> rows) {
        List<JournalPekkoSerializationRow> events =
                CollectionConverters.asJava(rows).stream().map(Tuple2::_1).toList();
        DBIOAction<BoxedUnit, NoStream, Effect.All> fence = new SimpleJdbcAction<>(context -> {
            pass(context.connection(), events);
            return BoxedUnit.UNIT;
        });
        DBIOAction<Object, NoStream, Effect.All> write = fence.andThen(queries().writeJournalRows(rows, ec()));
        return run(profile().api().jdbcActionExtensionMethods(write).transactionally());
    }

    /** An action's effects are a mark for Scala's compiler that Java's types cannot express. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private Future<BoxedUnit> run(DBIOAction action) {
        return ((Future<Object>) db().run(action)).map(done -> BoxedUnit.UNIT, ec());
    }

    /** A term is taken before the events are looked at that are written under it: the first of all stands before it. */
    private static void pass(Connection connection, List<JournalPekkoSerializationRow> events) {
        try {
            for (JournalPekkoSerializationRow event : events) {
                OptionalLong term = LedgerWire.termBegunBy(event.eventSerManifest(), event.eventPayload());
                if (term.isPresent()) {
                    Fence.take(connection, event.persistenceId(), term.getAsLong(), event.writer());
                }
            }
            for (JournalPekkoSerializationRow event : events) {
                Fence.requireHeld(connection, event.persistenceId(), event.writer());
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The run's term cannot be compared: " + e.getMessage(), e);
        }
    }
}
