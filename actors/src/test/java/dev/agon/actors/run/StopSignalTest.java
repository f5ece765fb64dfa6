package dev.agon.actors.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.actors.RunStopped;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class StopSignalTest {
    @Test
    void aStartThatFailsBecauseTheProcessEndsWasStopped() throws InterruptedException {
        Thread stopping;
        try (StopSignal signal = StopSignal.install(Duration.ofMinutes(1))) {
            assertEquals(1, signal.start(() -> 1));
            assertThrows(IllegalStateException.class, () -> signal.start(StopSignalTest::refused));

            CountDownLatch asked = new CountDownLatch(1);
            signal.onRequest(asked::countDown);
            stopping = new Thread(signal::stop);
            stopping.start();
            asked.await();

            assertTrue(signal.requested());
            assertThrows(RunStopped.class, () -> signal.start(StopSignalTest::refused));
        }
        stopping.join();
    }

    private static int refused() {
        throw new IllegalStateException("Shutdown in progress");
    }
}
