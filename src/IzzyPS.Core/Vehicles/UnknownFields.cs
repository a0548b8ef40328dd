namespace IzzyPS.Vehicles;

/// <summary>Gives the unknown fields of a vehicle the values that were last sent. Source: SAFETY.md, "Guards", "Lost columns".</summary>
internal static class UnknownFields
{
    private static readonly VehicleField ClassField = VehicleFields.GetByName(nameof(Vehicle.CarClass));
    private static readonly VehicleField SegmentField = VehicleFields.GetByName(nameof(Vehicle.Segment));

    /// <summary>The fields for which a missing column matters: the fields that are sent, and the segment, which decides the class.</summary>
    public static readonly FieldSet Kept = FieldSet.From([.. VehicleFields.Sent.Where(field => field.Name != nameof(Vehicle.Vin)), SegmentField]);

    /// <summary>
    /// Fills the unknown fields. A field that was set after the vehicle was read, for example by a script, is known and stays. A value that was last
    /// sent as nothing never replaces a placeholder.
    /// </summary>
    /// <param name="vehicle">The vehicle.</param>
    /// <param name="last">The vehicle as it was last sent.</param>
    public static void Fill(Vehicle vehicle, Vehicle last)
    {
        var isClassInferred = vehicle.InferredClass is { } inferred && vehicle.CarClass == inferred;
        var unknown = vehicle.Unknown;
        foreach (var field in VehicleFields.Sent)
        {
            if (field != ClassField && unknown.Contains(field) && !field.IsEmpty(last) && (field.IsEmpty(vehicle) || IsPlaceholder(field, vehicle, last)))
                vehicle.Fill(field, last);
        }

        if (isClassInferred)
            SetClass(vehicle, last, unknown);
    }

    /// <summary>
    /// Sets a class that the row did not give. Where the column is missing, the class last sent stays, unless that class was inferred, too: then the
    /// class is inferred anew.
    /// </summary>
    private static void SetClass(Vehicle vehicle, Vehicle last, FieldSet unknown)
    {
        if (unknown.Contains(ClassField) && last.CarClass is not null && !WasInferred(vehicle, last))
        {
            vehicle.Fill(ClassField, last);
            return;
        }

        vehicle.InferClass();
        if (unknown.Contains(SegmentField) && last.CarClass == CarClass.Business && CouldBeBusiness(vehicle))
            vehicle.CarClass = CarClass.Business; // A segment that the file lacks does not take the class away.
    }

    /// <summary>Whether the class last sent follows from the fields last sent. The segment and the partner's word for the body are never sent, so those of today count.</summary>
    private static bool WasInferred(Vehicle vehicle, Vehicle last)
    {
        if (last.CarClass == CarClassRule.Infer(last))
            return true;
        last.Segment = vehicle.Segment;
        return last.CarClass == CarClassRule.Infer(last, vehicle.IsCoupe, vehicle.IsMinivan);
    }

    private static bool CouldBeBusiness(Vehicle vehicle)
    {
        var segment = vehicle.Segment;
        vehicle.Segment = "D";
        var could = CarClassRule.Infer(vehicle, vehicle.IsCoupe, vehicle.IsMinivan) == CarClass.Business;
        vehicle.Segment = segment;
        return could;
    }

    /// <summary>Whether a vehicle has the value that is listed where the partner gives none. No capacity is right for a car that is electric only since today.</summary>
    private static bool IsPlaceholder(VehicleField field, Vehicle vehicle, Vehicle last) => field.Name switch
    {
        nameof(Vehicle.EngineCode) => vehicle.EngineCode == "-",
        nameof(Vehicle.Acceleration) => vehicle.Acceleration == 0,
        nameof(Vehicle.CubicCapacity) => vehicle.CubicCapacity == 0 && vehicle.FuelType == last.FuelType,
        _ => false,
    };
}
