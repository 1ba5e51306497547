package io.hyps.planner.acl;

import io.hyps.protocol.mqtt.LinkException;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.plan.PublishedPlan;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the roles of devices as the plans are. */
public interface DeviceRoles {
    /** Where the broker has no roles, or others keep them. */
    DeviceRoles NONE = (devices, plans) -> {};

    /**
     * Gives each device the rules of its part of the plans, and takes those of others.
     *
     * @param plans all that are in force or about to be
     * @throws LinkException if the broker does not answer or refuses
     */
    void set(Collection<String> devices, Collection<PublishedPlan> plans) throws LinkException, InterruptedException;

    /** On Mosquitto's plugin, by a link of a user who may command it. */
    static DeviceRoles at(MqttLink link) {
        DynamicSecurity plugin = DynamicSecurity.open(link);
        Logger log = LoggerFactory.getLogger(DeviceRoles.class);
        return (devices, plans) -> {
            List<Command> commands = devices.stream()
                    .distinct()
                    .map(device -> new Account(Account.Kind.DEVICE, device))
                    .map(account -> account.roleCommand(plans))
                    .toList();
            for (String failure : plugin.apply(commands)) {
                log.warn("role not set: {}; 'hyps acl --site DIR --apply' makes a device's account", failure);
            }
        };
    }
}
