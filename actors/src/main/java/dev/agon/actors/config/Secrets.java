package dev.agon.actors.config;

import java.util.Optional;

/**
 * What the environment holds that is no key, because keys are shown and written down.
 *
 * @param ledgerPassword password of the ledger's database
 * @param clusterToken what requests to a cluster must show
 */
record Secrets(Optional<String> ledgerPassword, Optional<String> clusterToken) {
    @Override
    public String toString() {
        return "secrets"; // a record would print them
    }
}
