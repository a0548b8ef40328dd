using IzzyPS.Vehicles;

namespace IzzyPS.Planning.Changes;

/// <summary>Compares whole cars field by field, in the order of the field table.</summary>
internal static class CarDiff
{
    /// <summary>Finds the fields that differ, in the table's order.</summary>
    internal static IReadOnlyList<FieldChange> FindChanges(CarPayload before, CarPayload after)
    {
        if (before.Equals(after))
            return [];
        var (old, @new) = (before.ToVehicle(), after.ToVehicle());
        var changes = new List<FieldChange>();
        foreach (var field in VehicleFields.Sent)
        {
            var (was, becomes) = (field.Get(old), field.Get(@new));
            if (!Equals(was, becomes))
                changes.Add(new FieldChange(field.Name, was, becomes));
        }

        return changes;
    }

    /// <summary>Says whether a change still fits the car as it is now.</summary>
    /// <param name="current">The car as last sent.</param>
    /// <param name="before">The car that the change was planned against.</param>
    /// <param name="after">The car that the change leads to.</param>
    internal static ChangeFit CheckFit(CarPayload current, CarPayload before, CarPayload after)
    {
        if (current.Equals(after))
            return ChangeFit.AlreadyDone;
        if (current.Equals(before))
            return ChangeFit.Applies;

        var (now, was, becomes) = (current.ToVehicle(), before.ToVehicle(), after.ToVehicle());
        var isDone = true;
        foreach (var field in VehicleFields.Sent)
        {
            var value = field.Get(now);
            if (Equals(value, field.Get(becomes)))
                continue;
            if (!Equals(value, field.Get(was)))
                return ChangeFit.Stale;
            isDone = false;
        }

        return isDone ? ChangeFit.AlreadyDone : ChangeFit.Applies;
    }
}

/// <summary>Whether a change still fits the car as it is now.</summary>
internal enum ChangeFit
{
    /// <summary>Each field has the value that the change was planned against, or already the value that the change leads to.</summary>
    Applies = 1,

    /// <summary>Each field already has the value that the change leads to.</summary>
    AlreadyDone,

    /// <summary>Somebody else changed a field after the change was planned.</summary>
    Stale,
}
