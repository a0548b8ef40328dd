using IzzyPS.Runs;

namespace IzzyPS.Tool.Output;

/// <summary>Shows a sync while it goes on.</summary>
internal interface ISyncView : IRunObserver
{
    /// <summary>The files were examined.</summary>
    void Reading(int rows);

    /// <summary>Something is planned for a vehicle.</summary>
    void Planned(VehicleChange change);
}
