namespace IzzyPS.Planning.Guards;

/// <summary>
/// A guard over the listed vehicles that a file changes. All vehicles are noted first, because a guard may count them. Then each vehicle is judged.
/// A guard decides from the vehicles alone and changes nothing. Source: SAFETY.md, "Guards".
/// </summary>
internal interface IVehicleGuard
{
    /// <summary>Counts a vehicle.</summary>
    void Note(ListedCar car);

    /// <summary>Whether the guard holds anything back of the vehicles that were noted.</summary>
    bool HoldsAny { get; }

    /// <summary>Says what of a vehicle's change is held back; null where nothing is.</summary>
    GuardHold? Judge(ListedCar car);
}
