package dev.agon.actors.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class EstimateTest {
    @Test
    void answersThatAreOnlyMeasuredCostNoLearning() {
        assertEquals(2 * 150 + 10 * 100, new Estimate.Cost(2, 10).seconds(100, 50), 1e-9);
    }
}
