namespace IzzyPS.Runs.Faults;

/// <summary>
/// The stable codes of everything that can go wrong. The names are an interface: scripts compare them with the ids of PowerShell's error
/// records and with the codes in the report of <c>izzy</c>. So a name must never change. <c>docs/errors.md</c> lists the codes.
/// </summary>
internal enum FaultCode
{
    /// <summary>No account is connected, and the environment does not describe one.</summary>
    NotConnected = 1,

    /// <summary>The connection was closed.</summary>
    Disconnected,

    /// <summary>No connection has this name.</summary>
    DealerNotFound,

    /// <summary>The dealer API gives no token or can't be reached, so nothing can be sent.</summary>
    DealerUnavailable,

    /// <summary>An option, a parameter, a profile or a location map can't be used.</summary>
    InvalidSetting,

    /// <summary>The command has to ask first, and nobody can answer.</summary>
    ConfirmationRequired,

    /// <summary>The run ended before all changes were sent.</summary>
    RunEndedEarly,

    /// <summary>A bug in IzzyPS, or a fault that IzzyPS does not know.</summary>
    Unexpected,

    /// <summary>A file can't be read or written.</summary>
    FileNotUsable,

    /// <summary>There is no such file.</summary>
    PathNotFound,

    /// <summary>The path names a folder.</summary>
    NotAFile,

    /// <summary>Something is wrong with a whole stock file.</summary>
    StockFileFault,

    /// <summary>A row of a stock file can't be a vehicle.</summary>
    RowRejected,

    /// <summary>The error report can't be written.</summary>
    ReportNotWritten,

    /// <summary>The log can't be written.</summary>
    LogNotWritten,

    /// <summary>The cmdlet does not carry out this kind of change.</summary>
    ActionMismatch,

    /// <summary>The cmdlet does not take this kind of object.</summary>
    InputNotAccepted,

    /// <summary>The object is a copy that has lost the data it is checked by.</summary>
    CopyRefused,

    /// <summary>The text is not a VIN.</summary>
    InvalidVin,

    /// <summary>A price must be given.</summary>
    PriceRequired,

    /// <summary>The vehicle is not listed.</summary>
    NotListed,

    /// <summary>The vehicle is already listed.</summary>
    AlreadyListed,

    /// <summary>Vehicles of several feeds or imports are in one pipeline.</summary>
    FeedsMixed,

    /// <summary>Nobody knows whether the vehicle was created. An operator has to look on Izzylease.</summary>
    VehicleInDoubt,

    /// <summary>The listing belongs to another feed.</summary>
    OtherFeed,

    /// <summary>An operator closed the vehicle, and its partner still names it.</summary>
    ClosedByHand,

    /// <summary>The partner's status column closed the vehicle, and the file does not say that the vehicle is for sale again.</summary>
    ClosedByStatus,

    /// <summary>The partner's status column says that the vehicle is reserved, sold or withdrawn, and nothing was sent for it.</summary>
    NotForSale,

    /// <summary>The vehicle could be one of several listings.</summary>
    VehicleAmbiguous,

    /// <summary>The input holds the vehicle more than once, with different content.</summary>
    VehicleConflict,

    /// <summary>The vehicle breaks a rule of Izzylease.</summary>
    VehicleInvalid,

    /// <summary>The listing was adopted, and how the car was sent is unknown.</summary>
    VehicleAdopted,

    /// <summary>More listings would be closed than is allowed. The plan holds the closes back.</summary>
    CloseLimit,

    /// <summary>The input can't prove that the vehicle is gone. The plan holds the close back.</summary>
    CloseForbidden,

    /// <summary>The price differs, and price changes were not asked for.</summary>
    PriceHeldBack,

    /// <summary>The vehicle became another car under the same VIN. The plan holds the vehicle back.</summary>
    IdentityChanged,

    /// <summary>So many vehicles of the file became other cars that the plan holds the whole file back.</summary>
    IdentityOfFile,

    /// <summary>Another listing of the feed has the vehicle's configuration number. The plan holds the vehicle back.</summary>
    SameNumber,

    /// <summary>The file left a column empty for most listings that had a value. The plan holds the field back.</summary>
    ColumnEmptied,

    /// <summary>The price changed by more than is allowed. The plan holds the price back.</summary>
    PriceLimit,

    /// <summary>A close was held back when the plan was carried out.</summary>
    CloseHeldBack,

    /// <summary>An earlier run held the close back, and nobody has allowed it since.</summary>
    CloseHeld,

    /// <summary>The missing listings are the end of the previous file: the export stopped.</summary>
    FileTail,

    /// <summary>The listing is missing from fewer complete files than was asked for.</summary>
    NotYetAbsent,

    /// <summary>Izzylease says that a listing is gone, and this is not believed.</summary>
    GoneHeldBack,

    /// <summary>Izzylease refused the vehicle.</summary>
    VehicleRejected,

    /// <summary>An update or a close was not confirmed. The next plan sends it again.</summary>
    VehicleUnconfirmed,

    /// <summary>The vehicle was not sent.</summary>
    VehicleNotSent,

    /// <summary>The vehicle was changed since the change was planned.</summary>
    ChangeStale,

    /// <summary>The ledger has no such operation.</summary>
    OperationNotFound,

    /// <summary>The operation or the vehicle is not in doubt.</summary>
    OperationNotInDoubt,

    /// <summary>The text can't be a car's id on Izzylease.</summary>
    InvalidRemoteId,

    /// <summary>The car id belongs to another vehicle.</summary>
    RemoteIdTaken,

    /// <summary>Izzylease refused the update that was to prove a car id.</summary>
    ProofRefused,

    /// <summary>Izzylease did not answer the update that was to prove a car id.</summary>
    ProofUnanswered,

    /// <summary>A check of the ledger failed.</summary>
    LedgerCheckFailed,

    /// <summary>The ledger was not backed up.</summary>
    LedgerNotExported,

    /// <summary>The file with listings can't be read.</summary>
    LedgerNotImported,

    /// <summary>One vehicle of the file with listings was not adopted.</summary>
    VehicleNotImported,

    /// <summary>The ledger is missing, but this machine remembers or requires one.</summary>
    LedgerMissing,

    /// <summary>The ledger is damaged, or the file is no ledger.</summary>
    LedgerCorrupt,

    /// <summary>The ledger was made by a newer version.</summary>
    LedgerNewer,

    /// <summary>The ledger belongs to another dealer account.</summary>
    LedgerForeign,

    /// <summary>The ledger is an older copy of the remembered ledger, or another ledger.</summary>
    LedgerOlder,

    /// <summary>Another run holds the ledger.</summary>
    LedgerLeased,

    /// <summary>The run lost the ledger to another run.</summary>
    LedgerLeaseLost,

    /// <summary>The ledger's disk or database refused to read or write.</summary>
    LedgerStorage,

    /// <summary>The SQLite library can't be used on this machine.</summary>
    LedgerNoSqlite,

    /// <summary>Another vehicle has the car id, or the vehicle has an open operation.</summary>
    LedgerConflict,

    /// <summary>The ledger was moved to another place.</summary>
    LedgerMoved,

    /// <summary>The ledger was used before, and this machine does not remember it.</summary>
    LedgerNotAdopted,

    /// <summary>The client id is known at another address.</summary>
    LedgerSameClient,

    /// <summary>There is no folder in which the account's ledger can be remembered.</summary>
    LedgerNoDataFolder,

    /// <summary>The ledger's address can't be used.</summary>
    LedgerAddress,

    /// <summary>Somebody else made the ledger or may write to it.</summary>
    LedgerUntrusted,

    /// <summary>The description of a fault for the sandbox can't be read.</summary>
    InvalidFault,

    /// <summary>The sandbox did not start.</summary>
    SandboxNotStarted,
}
