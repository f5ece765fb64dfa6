package dev.agon.actors.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExposureTest {
    @Test
    void aMachinesOwnAddressNeedsNothing() {
        assertEquals(Optional.empty(), Exposure.refusal("127.0.0.1", true, false, false));
    }

    @Test
    void anotherAddressNeedsCertificatesAndAToken() {
        assertEquals(Optional.empty(), Exposure.refusal("10.0.0.1", false, true, true));
        String neither = Exposure.refusal("10.0.0.1", false, false, false).orElseThrow();
        assertTrue(neither.contains("\"10.0.0.1\"") && neither.contains("agon.cluster.tls"), neither);
        assertTrue(neither.contains("AGON_CLUSTER_TOKEN"), neither);
        String noToken = Exposure.refusal("10.0.0.1", false, true, false).orElseThrow();
        assertFalse(noToken.contains("agon.cluster.tls"), noToken);
        String noTls = Exposure.refusal("10.0.0.1", false, false, true).orElseThrow();
        assertFalse(noTls.contains("AGON_CLUSTER_TOKEN"), noTls);
    }
}
