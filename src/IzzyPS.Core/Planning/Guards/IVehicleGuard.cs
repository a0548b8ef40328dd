namespace IzzyPS.Planning.Guards;

/// <summary>
/// A guard over the listed vehicles that a file changes. All vehicles are noted first, because a guard may count them. Then each vehicle is judged.
/// A guard decides from the vehicles alone and changes nothing. Source: SAFETY.md, "Guards".
/// </summary>
internal interface IVehicleGuard
{
    /// <summary>Counts a vehicle.</summary>
    void Note(ListedCar car);

    /// <summary>
    /// Whether an earlier hold of the vehicle matters. A limit counts many vehicles, and a rerun may count more vehicles than the run before. So what was held
    /// back once stays held back.
    /// </summary>
    bool IsSuspicious(ListedCar car);

    /// <summary>Gives the guard what earlier runs held back.</summary>
    void Remember(IReadOnlySet<(VehicleKey Key, string Detail)> held);

    /// <summary>Whether the guard holds anything back of the vehicles that were noted.</summary>
    bool HoldsAny { get; }

    /// <summary>Says what of a vehicle's change is held back; null where nothing is.</summary>
    GuardHold? Judge(ListedCar car);
}
