package dev.agon.protocol;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a class that decides what a run does next, and whose results are therefore functions of its arguments alone: it
 * reads no clock and no file, starts no thread, knows no actor and no tensor, and depends on no order that differs from
 * one JVM to the next. The architecture tests hold it to that; an actor or a loop around it does the rest.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface Decision {}
