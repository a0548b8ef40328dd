namespace IzzyPS.Vehicles;

/// <summary>Infers the car class where the partner gives none. Source: the dealer API's "The car class where none is given".</summary>
internal static class CarClassRule
{
    /// <summary>Takes the first class that fits.</summary>
    /// <param name="vehicle">The vehicle: power in hp, capacity in cm³, null doors for not given.</param>
    /// <param name="isCoupe">Whether the partner's word for the body was a coupe; the API has no value for it.</param>
    /// <param name="isMinivan">Whether the partner's word for the body was a minivan; the API has no value for it.</param>
    public static CarClass Infer(Vehicle vehicle, bool isCoupe = false, bool isMinivan = false)
    {
        var power = vehicle.Power ?? 0;
        if (power >= 250
            || vehicle.CubicCapacity >= 3000
            || (isCoupe && power >= 200)
            || (vehicle.Type == BodyType.Convertible && power >= 180))
        {
            return CarClass.Adrenaline;
        }

        if (vehicle.Doors >= 4 && (vehicle.Type is BodyType.Estate or BodyType.Suv || isMinivan))
            return CarClass.Family;

        if (!isCoupe
            && vehicle.Type == BodyType.Saloon
            && vehicle.Doors == 4
            && vehicle.Segment is { Length: 1 } segment
            && char.ToUpperInvariant(segment[0]) is 'D' or 'E')
        {
            return CarClass.Business;
        }

        return CarClass.Sweet;
    }
}
