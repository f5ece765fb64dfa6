package dev.agon.actors.jobs;

import dev.agon.protocol.Decision;
import dev.agon.protocol.event.JobEvent;
import dev.agon.protocol.event.JobEvent.JobEnded;
import dev.agon.protocol.event.JobEvent.JobSubmitted;
import dev.agon.protocol.event.JobEvent.JobsTermBegun;
import dev.agon.protocol.job.Job;
import dev.agon.protocol.job.JobState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The jobs of a cluster, as a pure function of their events. The first that has not ended runs; the others wait.
 *
 * @param term the latest keeper's term, 0 before the first
 * @param jobs in the order of their submission; the first that has not ended is RUNNING, later ones are QUEUED
 */
@Decision
public record JobList(long term, List<Job> jobs) {
    public JobList {
        jobs = List.copyOf(jobs);
    }

    /** No jobs. */
    public static JobList empty() {
        return new JobList(0, List.of());
    }

    /** The list after an event; the end of a job that has ended changes nothing. */
    public JobList apply(JobEvent event) {
        if (event instanceof JobsTermBegun begun) {
            return new JobList(begun.term(), jobs);
        }
        List<Job> changed = new ArrayList<>(jobs);
        if (event instanceof JobSubmitted submitted) {
            changed.add(new Job(submitted.id(), submitted.name(), submitted.config(), JobState.QUEUED, ""));
        } else if (event instanceof JobEnded ended) {
            changed.replaceAll(job ->
                    job.id() == ended.id() && !job.state().ended() ? job.in(ended.state(), ended.message()) : job);
        }
        return new JobList(term, changed).started();
    }

    private JobList started() {
        List<Job> changed = new ArrayList<>(jobs);
        for (int i = 0; i < changed.size(); i++) {
            if (!changed.get(i).state().ended()) {
                changed.set(i, changed.get(i).in(JobState.RUNNING, ""));
                return new JobList(term, changed);
            }
        }
        return this;
    }

    /** The job that runs. */
    public Optional<Job> running() {
        return jobs.stream().filter(job -> job.state() == JobState.RUNNING).findFirst();
    }

    /** The newest job of this name. */
    public Optional<Job> named(String name) {
        return jobs.stream().filter(job -> job.name().equals(name)).reduce((earlier, later) -> later);
    }

    /** Whether this very run was taken on before and has not ended; a request whose answer was lost is repeated. */
    public boolean holds(String name, String config) {
        return named(name)
                .filter(job -> !job.state().ended() && job.config().equals(config))
                .isPresent();
    }

    /** Why a run of this name cannot be taken on; empty if it can. */
    public Optional<String> refusal(String name) {
        return named(name).flatMap(job -> switch (job.state()) {
            case QUEUED, RUNNING ->
                Optional.of("A run named " + name + " is " + job.state().name().toLowerCase(Locale.ROOT)
                        + " already; stop it, or choose another agon.run.name.");
            case DONE -> Optional.of("The run " + name + " is done; choose another agon.run.name.");
            case FAILED, STOPPED -> Optional.empty();
        });
    }

    /** The event with which a keeper takes over. */
    public JobsTermBegun takeover() {
        return new JobsTermBegun(term + 1);
    }

    /** The event that takes a run on. */
    public JobSubmitted submission(String name, String config) {
        return new JobSubmitted(jobs.isEmpty() ? 1 : jobs.get(jobs.size() - 1).id() + 1, name, config);
    }
}
